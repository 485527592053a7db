<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><a xsl:version="1.0"><xsl:value-of select="//hund/@id"/>|<xsl:value-of select="'1' + 1"/></a><b><xsl:value-of select="//hund/@id"/></b></o></xsl:template>
</xsl:stylesheet>
