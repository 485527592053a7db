<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:key name="k" match="h" use="@i"/>
<xsl:template match="/"><o><xsl:variable name="t"><r><h i="1"/><h i="2"/></r></xsl:variable><xsl:value-of select="key('k', '2', $t)/@i, count(key('k', '2')), count($t/r/h), generate-id($t/r) = generate-id($t/*), $t/r is $t/r, count($t | /)" separator="|"/></o></xsl:template>
</xsl:stylesheet>
