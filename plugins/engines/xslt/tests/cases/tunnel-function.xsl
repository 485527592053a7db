<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund"><xsl:sequence select="f:g(.)"/><xsl:apply-templates select="name"/></xsl:template><xsl:function name="f:g"><xsl:param name="n"/><xsl:apply-templates select="$n/name"/></xsl:function><xsl:template match="name"><xsl:param name="x" tunnel="yes" select="0"/>[<xsl:value-of select="$x"/>]</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1]"><xsl:with-param name="x" select="1" tunnel="yes"/></xsl:apply-templates></o></xsl:template>
</xsl:stylesheet>
