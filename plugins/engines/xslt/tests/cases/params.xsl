<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="t"><xsl:param name="a" select="1"/><xsl:param name="b" as="xs:integer" select="$a + 1"/><xsl:param name="c"><x/></xsl:param>[<xsl:value-of select="$a, $b, count($c/x)"/>]</xsl:template>
<xsl:template match="/"><o><xsl:call-template name="t"/><xsl:call-template name="t"><xsl:with-param name="a" select="5"/></xsl:call-template><xsl:call-template name="t"><xsl:with-param name="b" select="'7' cast as xs:integer"/><xsl:with-param name="c" select="()"/></xsl:call-template></o></xsl:template>
</xsl:stylesheet>
