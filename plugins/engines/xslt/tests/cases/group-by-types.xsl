<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each-group select="1, 1.0, '1', 1e0, xs:date('2026-01-01'), true()" group-by="."><xsl:value-of select="count(current-group())"/>,</xsl:for-each-group>/<xsl:for-each-group select="number('x'), number('y'), 1" group-by="."><xsl:value-of select="count(current-group())"/>,</xsl:for-each-group>/<xsl:for-each-group select="//hund" group-by="@fehlt">nie</xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
