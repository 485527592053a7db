<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:element name="e"><xsl:namespace name="n" select="'urn:n'"/><xsl:namespace name="" select="''" use-when="false()"/><xsl:attribute name="n:a" namespace="urn:n" select="1"/><xsl:attribute name="a" namespace="urn:m" select="2"/><k/></xsl:element><z xmlns="urn:z"><xsl:copy-of select="//b"/><xsl:element name="k"/></z></o></xsl:template>
</xsl:stylesheet>
