<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output method="text"/>

<xsl:template match="/"><o><a>x&lt;</a><b>y &amp; z</b><xsl:comment>weg</xsl:comment></o></xsl:template>
</xsl:stylesheet>
