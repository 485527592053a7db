<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:function name="f:fak" as="xs:integer"><xsl:param name="n" as="xs:integer"/><xsl:sequence select="if ($n le 1) then 1 else $n * f:fak($n - 1)"/></xsl:function><xsl:function name="f:names" as="xs:string*"><xsl:param name="n" as="node()*"/><xsl:for-each select="$n"><xsl:sequence select="name()"/></xsl:for-each></xsl:function><xsl:function name="f:el"><xsl:param name="a"/><e a="{$a}"/></xsl:function>
<xsl:template match="/"><o><xsl:value-of select="f:fak(10), f:names(//hund[1]/*)"/><xsl:copy-of select="f:el(3)"/></o></xsl:template>
</xsl:stylesheet>
