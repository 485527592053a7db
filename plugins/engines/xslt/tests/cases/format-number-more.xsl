<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:value-of select="format-number(0, '#'), format-number(0, '0.0#'), format-number(1234567.891, '#,##,##0.00'), format-number(1234567, '#,##0'), format-number(-5.25, '0.0'), format-number(0.125, '0.00'), format-number(0.375, '0.00'), format-number(1e3, '0000000'), format-number(0.012, '0.0%'), format-number(0.012, '0‰'), format-number(1 div 0e0, '0'), format-number(-1 div 0e0, '0'), format-number(12.5, 'a0b'), format-number(-12.5, '(0.0);-0.0'), format-number(123456789012345678901234567890, '#,##0'), format-number(.5, '#.0'), format-number(1.005, '0.00'), format-number(xs:decimal('1.005'), '0.00'), format-number(99.995, '0.00'), format-number(0.00001, '0.0####')" separator="|"/></o></xsl:template>
</xsl:stylesheet>
