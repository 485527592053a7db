<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund" mode="a">h<xsl:next-match/>/<xsl:apply-templates select="name" mode="#default"/></xsl:template>
<xsl:template match="*" mode="a" priority="-1">s<xsl:apply-templates select="rasse" mode="#current"/></xsl:template><xsl:template match="rasse" mode="a">r</xsl:template><xsl:template match="name">n</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1]" mode="a"/></o></xsl:template>
</xsl:stylesheet>
