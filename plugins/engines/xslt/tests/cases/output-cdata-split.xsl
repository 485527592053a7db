<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" cdata-section-elements="c"/>

<xsl:template match="/"><o><c>a]]&gt;b</c><c>x<i/>y</c><d>&lt;</d></o></xsl:template>
</xsl:stylesheet>
