<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><xsl:variable name="t"><a><b>1</b></a><a><b>2</b></a></xsl:variable><o><xsl:for-each select="$t/a"><xsl:copy-of select="b"/><xsl:value-of select="count(preceding-sibling::a)"/></xsl:for-each><xsl:apply-templates select="$t/a"/></o></xsl:template>
</xsl:stylesheet>
