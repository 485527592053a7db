<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund">1</xsl:template><xsl:template match="hund[@id='h1']">2</xsl:template><xsl:template match="*" priority="3">3<xsl:next-match/></xsl:template><xsl:template match="node()">4</xsl:template><xsl:template match="p:*">5</xsl:template><xsl:template match="*:gebuehr">6</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund, //p:gebuehr, //comment()"/></o></xsl:template>
</xsl:stylesheet>
