<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:comment>a--b-</xsl:comment><xsl:comment select="1, 2"/><xsl:processing-instruction name="{'x'}" select="'  a?&gt;b'"/><xsl:processing-instruction name="y"/></o></xsl:template>
</xsl:stylesheet>
