<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="*">[*]</xsl:template><xsl:template match="p:*">[p:*]</xsl:template><xsl:template match="name">[name]</xsl:template><xsl:template match="hund/name">[hund/name]</xsl:template><xsl:template match="@*">[@*]</xsl:template><xsl:template match="@p:*">[@p:*]</xsl:template><xsl:template match="node()" priority="-2">[node]</xsl:template><xsl:template match="comment()">[c]</xsl:template><xsl:template match="processing-instruction()">[pi]</xsl:template><xsl:template match="processing-instruction('druck')">[druck]</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1]/name, //p:gebuehr[1], //@p:art, //comment(), //processing-instruction()"/></o></xsl:template>
</xsl:stylesheet>
