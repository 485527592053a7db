<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each-group select="(1,1,2,2,1)" group-adjacent="."><g k="{current-grouping-key()}"><xsl:value-of select="count(current-group())"/></g></xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
