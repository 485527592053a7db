<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="amt"><xsl:apply-templates select="hund[1]"/><xsl:call-template name="t"><xsl:with-param name="x" select="2" tunnel="yes"/></xsl:call-template></xsl:template>
<xsl:template match="hund"><xsl:param name="x" tunnel="yes" required="yes"/>h<xsl:value-of select="$x"/><xsl:apply-templates select="name"><xsl:with-param name="x" select="3" tunnel="yes"/></xsl:apply-templates><xsl:for-each select="rasse"><xsl:call-template name="t"/></xsl:for-each></xsl:template>
<xsl:template match="name"><xsl:param name="x" tunnel="yes"/><xsl:param name="z" tunnel="yes"/>n<xsl:value-of select="$x, $z"/></xsl:template>
<xsl:template name="t"><xsl:param name="x" tunnel="yes" select="'leer'"/><xsl:param name="fehlt" tunnel="yes" select="'f'"/>t<xsl:value-of select="$x, $fehlt"/></xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="amt"><xsl:with-param name="x" select="1" tunnel="yes"/><xsl:with-param name="z" select="5" tunnel="yes"/></xsl:apply-templates></o></xsl:template>
</xsl:stylesheet>
