<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="('b1','a1','b2','a2','b3')"><xsl:sort select="substring(., 1, 1)"/><xsl:value-of select="."/>,</xsl:for-each>/<xsl:for-each select="('b1','a1','b2','a2','b3')"><xsl:sort select="substring(., 1, 1)" order="descending" stable="yes"/><xsl:value-of select="."/>,</xsl:for-each></o></xsl:template>
</xsl:stylesheet>
