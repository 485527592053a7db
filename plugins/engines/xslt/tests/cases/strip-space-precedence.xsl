<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:strip-space elements="*"/><xsl:preserve-space elements="k"/><xsl:variable name="d"><a> <b/> <k> </k></a></xsl:variable><xsl:variable name="e" xml:space="preserve"> <a> </a></xsl:variable>
<xsl:template match="/"><o><xsl:value-of select="count($d//text()), count($e//text())"/></o></xsl:template>
</xsl:stylesheet>
