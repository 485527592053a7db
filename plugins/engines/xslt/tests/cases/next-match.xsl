<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund" priority="3">3<xsl:next-match/></xsl:template>
<xsl:template match="hund[@gewicht]" priority="2">2<xsl:next-match><xsl:with-param name="w" select="'w'"/></xsl:next-match></xsl:template>
<xsl:template match="*" priority="1"><xsl:param name="w" select="'-'"/>1<xsl:value-of select="$w"/><xsl:next-match/></xsl:template>
<xsl:template match="text()">t</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1]"/></o></xsl:template>
</xsl:stylesheet>
