<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="p:gebuehr">€</xsl:template>
<xsl:template match="/"><o><xsl:for-each-group select="1, 3, 2, 4, 6, 5, 7" group-adjacent=". mod 2"><g k="{current-grouping-key()}"><xsl:value-of select="current-group()"/></g></xsl:for-each-group>/<xsl:for-each-group select="/amt/node()" group-adjacent="boolean(self::hund)"><xsl:choose><xsl:when test="current-grouping-key()"><l><xsl:for-each select="current-group()"><i n="{position()}" g="{count(current-group())}"/></xsl:for-each></l></xsl:when><xsl:otherwise><xsl:apply-templates select="current-group()"/></xsl:otherwise></xsl:choose></xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
