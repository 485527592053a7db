<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each-group select="//text/node() | //hund" group-starting-with="hund[rasse = ''] | b"><g><xsl:value-of select="count(current-group()), name()"/></g></xsl:for-each-group>/<xsl:for-each-group select="/amt/node()" group-ending-with="comment() | processing-instruction() | p:gebuehr"><g><xsl:value-of select="current-group()/name()" separator=","/></g></xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
