<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:variable name="s" as="xs:integer*"><xsl:perform-sort select="(3,1,2)"><xsl:sort select="." order="descending"/></xsl:perform-sort></xsl:variable><xsl:value-of select="$s"/></o></xsl:template>
</xsl:stylesheet>
