<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="xs p f">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template name="t"><xsl:param name="a"/><xsl:param name="b">x<y/></xsl:param><xsl:value-of select="$a"/>|<xsl:value-of select="$b"/>|<xsl:copy-of select="$b"/>|<xsl:value-of select="string($b) = 'x'"/>|<xsl:for-each select="$a[2]"><xsl:value-of select="position()"/></xsl:for-each></xsl:template>
<xsl:template match="/"><o><xsl:call-template name="t"><xsl:with-param name="a" select="//hund"/><xsl:with-param name="fremd" select="1"/></xsl:call-template></o></xsl:template>
</xsl:stylesheet>
