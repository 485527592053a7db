<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:variable name="a" as="xs:string*"><xsl:value-of select="1"/><xsl:sequence select="'x', //b"/></xsl:variable><xsl:variable name="b" as="element()+"><a/><b/></xsl:variable><xsl:variable name="c" as="xs:integer" select="//hund[2]/@gewicht"/><xsl:variable name="d" as="document-node()"><xsl:document><q/></xsl:document></xsl:variable><xsl:variable name="e" as="xs:double?"/><xsl:value-of select="count($a), $a, count($b), $b/name(), $c + 1, $d/q/name(), count($e), count($b[1]/..)" separator="|"/></o></xsl:template>
</xsl:stylesheet>
