<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:variable name="s" as="element()*"><xsl:perform-sort select="//hund"><xsl:sort select="normalize-space(name)" lang="de"/></xsl:perform-sort></xsl:variable><xsl:value-of select="$s/@id, '/', $s ! 1" use-when="false()"/><xsl:value-of select="for $h in $s return $h/@id"/><xsl:perform-sort><xsl:sort select="."/><xsl:sequence select="3, 1, 2"/></xsl:perform-sort></o></xsl:template>
</xsl:stylesheet>
