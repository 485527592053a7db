<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="xs p f">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:sort select="@gewicht"/><xsl:value-of select="@id"/></xsl:for-each>/<xsl:for-each select="//hund"><xsl:sort select="*"/><xsl:value-of select="@id"/></xsl:for-each>/<xsl:for-each select="//hund"><xsl:sort select="@gewicht" data-type="number"/><xsl:value-of select="concat(position(), @id)"/></xsl:for-each></o></xsl:template>
</xsl:stylesheet>
