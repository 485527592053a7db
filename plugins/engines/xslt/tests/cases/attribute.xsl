<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:attribute name="a">1<xsl:text>2</xsl:text></xsl:attribute><xsl:attribute name="p:b" select="1, 2"/><xsl:attribute name="c" namespace="urn:c" select="3"/><xsl:attribute name="a" select="'last'"/></o></xsl:template>
</xsl:stylesheet>
