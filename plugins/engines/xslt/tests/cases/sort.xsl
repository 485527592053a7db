<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:sort select="@gewicht" data-type="number" order="descending"/><xsl:value-of select="@id"/></xsl:for-each>/<xsl:for-each select="//hund"><xsl:sort select="xs:double(@gewicht)"/><xsl:value-of select="@id"/></xsl:for-each>/<xsl:for-each select="(3,1,2)"><xsl:sort select="."/><xsl:value-of select="."/></xsl:for-each>/<xsl:for-each select="//hund"><xsl:sort select="count(*)"/><xsl:sort select="@id" order="descending"/><xsl:value-of select="@id"/></xsl:for-each></o></xsl:template>
</xsl:stylesheet>
