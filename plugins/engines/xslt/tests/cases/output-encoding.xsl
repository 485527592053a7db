<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output encoding="US-ASCII" omit-xml-declaration="yes"/>

<xsl:template match="/"><o><a x="ä€">ä€😀</a></o></xsl:template>
</xsl:stylesheet>
