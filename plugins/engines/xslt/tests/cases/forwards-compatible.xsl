<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:kuenftig version="4.0"><xsl:fallback>f1</xsl:fallback><xsl:fallback>f2</xsl:fallback></xsl:kuenftig><x xsl:version="4.0"><xsl:neu><xsl:fallback>f3</xsl:fallback></xsl:neu></x></o></xsl:template>
</xsl:stylesheet>
