<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:function name="f:x"><xsl:param name="a"/><xsl:sequence select="'eins'"/></xsl:function><xsl:function name="f:x"><xsl:param name="a"/><xsl:param name="b"/><xsl:sequence select="'zwei', $a + $b"/></xsl:function>
<xsl:template match="/"><o><xsl:value-of select="f:x(1), f:x(1, 2)"/></o></xsl:template>
</xsl:stylesheet>
