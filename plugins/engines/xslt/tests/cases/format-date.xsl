<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:value-of select="format-date(xs:date('2026-03-05'), '[D01].[M01].[Y0001]'), format-date(xs:date('2026-03-05'), '[FNn] [D1o] [MNn] [Y]', 'en', (), ()), format-dateTime(xs:dateTime('2026-03-05T07:08:09.25+01:00'), '[H01]:[m01]:[s01].[f001] [h]:[m] [P] [Z]'), format-time(xs:time('17:05:00'), '[h] [Pn]'), format-date(xs:date('2026-12-31'), '[d] [W] [Y01] [M1] [MN,3-3]')" separator="|"/></o></xsl:template>
</xsl:stylesheet>
