<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:decimal-format name="de" decimal-separator="," grouping-separator="." minus-sign="-" NaN="keine Zahl" infinity="unendlich"/><xsl:template match="/"><o><xsl:value-of select="format-number(-1234567.891, '#.##0,00', 'de'), format-number(number('x'), '0', 'de'), format-number(1 div 0e0, '0', 'de'), format-number(0.256, '0%')"/></o></xsl:template>
</xsl:stylesheet>
