<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output method="html" indent="no" include-content-type="no"/>

<xsl:template match="/"><html><head><title>x</title></head><body><p>a<br/><img src="ä b.png" alt="&lt;"/></p><input checked="checked"/><script>if (a &lt; b) {}</script></body></html></xsl:template>
</xsl:stylesheet>
