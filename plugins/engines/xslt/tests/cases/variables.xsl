<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:variable name="g" select="$h + 1"/><xsl:variable name="h" select="1"/><xsl:variable name="t"><a>1</a><a>2</a></xsl:variable>
<xsl:template match="/"><o><xsl:variable name="v" as="element()*"><x/><y/></xsl:variable><xsl:variable name="e"/><xsl:value-of select="$g, count($v), sum($t/a), string-length($e), $t instance of document-node(), count($v/..)"/></o></xsl:template>
</xsl:stylesheet>
