<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="a" as="xs:string"><xsl:sequence select="'x'"/></xsl:template>
<xsl:template match="/"><o><xsl:variable name="s" as="xs:double" select="1"/><xsl:variable name="u" as="xs:integer*" select="//@gewicht[. = '7'], 3"/><xsl:variable name="n" as="node()+" select="//hund"/><xsl:call-template name="a"/><xsl:value-of select="$s, $u, count($n)"/></o></xsl:template>
</xsl:stylesheet>
