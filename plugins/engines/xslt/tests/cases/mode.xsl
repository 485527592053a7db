<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund" mode="a b">[<xsl:value-of select="@id"/><xsl:apply-templates select="name" mode="#current"/>]</xsl:template><xsl:template match="name" mode="a">a</xsl:template><xsl:template match="name" mode="b">b</xsl:template><xsl:template match="p:gebuehr" mode="#all">g</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1], //p:gebuehr[1]" mode="a"/><xsl:apply-templates select="//hund[1], //p:gebuehr[1]" mode="b"/></o></xsl:template>
</xsl:stylesheet>
