<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:function name="f:fak" as="xs:integer"><xsl:param name="n" as="xs:integer"/><xsl:sequence select="if ($n le 1) then 1 else $n * f:fak($n - 1)"/></xsl:function><xsl:function name="f:b" as="xs:integer*"><xsl:param name="s" as="xs:integer*"/><xsl:perform-sort select="$s"><xsl:sort select="." order="descending"/></xsl:perform-sort></xsl:function>
<xsl:template match="/"><o><xsl:value-of select="f:fak(20), f:fak(f:fak(3)), f:b((3,1,2)), f:fak(1.0 cast as xs:integer)"/></o></xsl:template>
</xsl:stylesheet>
