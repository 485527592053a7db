<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:for-each-group select="//hund/*" group-by="name()"><xsl:sort select="current-grouping-key()" order="descending"/><g><xsl:value-of select="current-grouping-key(), count(current-group())"/></g></xsl:for-each-group></o></xsl:template>
</xsl:stylesheet>
