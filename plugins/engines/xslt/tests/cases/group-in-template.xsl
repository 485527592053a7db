<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="t"><xsl:value-of select="current-grouping-key(), count(current-group())"/>;</xsl:template><xsl:template match="hund"><xsl:value-of select="@id, count(current-group())"/>;</xsl:template>
<xsl:template match="/"><o><xsl:for-each-group select="//hund" group-by="exists(rasse/text())"><xsl:call-template name="t"/><xsl:apply-templates select="current-group()"/></xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
