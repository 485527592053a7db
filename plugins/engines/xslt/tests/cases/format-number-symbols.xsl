<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:decimal-format decimal-separator="," grouping-separator="." NaN="keine Zahl" infinity="endlos" minus-sign="~" percent="p"/><xsl:decimal-format name="f:x" zero-digit="٠"/>
<xsl:template match="/"><o><xsl:value-of select="format-number(1234.5, '#.##0,00'), format-number(-1234.5, '#.##0,0'), format-number(number('x'), '0'), format-number(1 div 0e0, '0'), format-number(0.5, '0p'), format-number(1.5, '٠.٠', 'f:x')" separator="|"/></o></xsl:template>
</xsl:stylesheet>
