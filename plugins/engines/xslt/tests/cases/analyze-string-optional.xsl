<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:analyze-string select="'ab,b,'" regex="(a)?(b)"><xsl:matching-substring>[<xsl:value-of select="regex-group(1), regex-group(2)" separator="-"/>]</xsl:matching-substring></xsl:analyze-string></o></xsl:template>
</xsl:stylesheet>
