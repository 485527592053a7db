<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><a><xsl:sequence select="1, 2, 'x'"/></a><b><xsl:sequence select="1"/><xsl:sequence select="2"/></b><c><xsl:sequence select="1, //b/text(), 2"/></c><d><xsl:for-each select="1 to 3"><xsl:sequence select="."/></xsl:for-each></d><e><xsl:sequence select="1"/><xsl:text/><xsl:sequence select="2"/></e><f><xsl:value-of select="1,2"/><xsl:value-of select="3"/></f><xsl:attribute name="zu" select="1" use-when="false()"/></o></xsl:template>
</xsl:stylesheet>
