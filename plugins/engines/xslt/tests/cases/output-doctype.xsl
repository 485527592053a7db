<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output doctype-public="-//X//Y" doctype-system="y.dtd" standalone="no"/>

<xsl:template match="/"><o><a/></o></xsl:template>
</xsl:stylesheet>
