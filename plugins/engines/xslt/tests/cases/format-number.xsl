<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:decimal-format name="d" decimal-separator="," grouping-separator="."/>
<xsl:template match="/"><o><xsl:value-of select="format-number(1234.567, '#,##0.00'), format-number(1234.5, '#.##0,00', 'd'), format-number(0.5, '0%'), format-number(-1, '0;(0)'), format-number(number('x'), '0'), format-number(12, '000'), format-number(0.1, '#.##'), format-number(1e10, '#'), format-number(2.5, '0'), format-number(3.5, '0')" separator="|"/></o></xsl:template>
</xsl:stylesheet>
