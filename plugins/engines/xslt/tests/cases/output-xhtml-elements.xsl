<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output method="xhtml" indent="no" omit-xml-declaration="yes" include-content-type="no"/>
<xsl:template match="/"><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p/><br/><td/><img src="a ü"/><script>a &lt; b</script></body></html></xsl:template>

</xsl:stylesheet>
