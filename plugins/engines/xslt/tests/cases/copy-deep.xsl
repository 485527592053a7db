<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template><xsl:template match="@gewicht"><xsl:attribute name="kg" select="."/></xsl:template><xsl:template match="name"><xsl:copy copy-namespaces="no"><xsl:value-of select="upper-case(.)"/></xsl:copy></xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="amt/hund[1]"/></o></xsl:template>
</xsl:stylesheet>
