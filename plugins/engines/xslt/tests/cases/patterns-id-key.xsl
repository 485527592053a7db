<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:key name="k" match="hund" use="rasse"/><xsl:template match="node()|@*" mode="m"/><xsl:template match="key('k', 'Pudel')" mode="m" priority="1">k</xsl:template><xsl:template match="key('k', 'Pudel')/name" mode="m" priority="1">n</xsl:template><xsl:template match="amt/text/b[. = 'c']/text()" mode="m">t</xsl:template><xsl:template match="@p:*" mode="m">p</xsl:template><xsl:template match="*:gebuehr[last()]" mode="m">L</xsl:template><xsl:template match="hund[2]//text()" mode="m">2</xsl:template><xsl:template match="processing-instruction('druck')" mode="m">P</xsl:template><xsl:template match="/amt" mode="m">A</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//node() | //@*" mode="m"/></o></xsl:template>
</xsl:stylesheet>
