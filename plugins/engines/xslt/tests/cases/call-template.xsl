<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="/"><o><xsl:call-template name="t"><xsl:with-param name="n" select="3"/></xsl:call-template></o></xsl:template><xsl:template name="t"><xsl:param name="n" as="xs:integer" required="yes"/><xsl:param name="m" select="$n * 2"/><xsl:value-of select="$n, $m"/><xsl:if test="$n gt 0"><e><xsl:call-template name="t"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></e></xsl:if></xsl:template>
</xsl:stylesheet>
