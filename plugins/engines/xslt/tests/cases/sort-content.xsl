<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="name"><xsl:param name="q"/>(<xsl:value-of select="position(), $q, normalize-space()"/>)</xsl:template>
<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:sort><xsl:value-of select="100 - @gewicht"/></xsl:sort><xsl:value-of select="position(), last(), @id"/>;</xsl:for-each>/<xsl:apply-templates select="//hund/name"><xsl:sort select="string-length(.)"/><xsl:with-param name="q" select="1"/></xsl:apply-templates></o></xsl:template>
</xsl:stylesheet>
