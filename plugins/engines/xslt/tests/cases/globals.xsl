<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:variable name="a" select="$b + 1"/><xsl:variable name="b" select="count(//hund)"/><xsl:param name="p" select="'d'"/><xsl:param name="q" as="xs:integer">5</xsl:param>
<xsl:template match="/"><o><xsl:value-of select="$a, $b, $p, $q"/></o></xsl:template>
</xsl:stylesheet>
