<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output method="html" version="4.01" indent="no" doctype-public="-//W3C//DTD HTML 4.01//EN" include-content-type="yes" encoding="UTF-8"/>
<xsl:template match="/"><html><head><title>a &amp; b</title><style>p > a {}</style></head><body><option selected="selected">x</option><a href="x?a=1&amp;b=ü" name="a&amp;{{b}}">&#160;é</a><hr/><p/><textarea/><td nowrap="nowrap"/><svg xmlns="http://www.w3.org/2000/svg"><path/></svg><xsl:comment>k</xsl:comment><xsl:processing-instruction name="php">x</xsl:processing-instruction></body></html></xsl:template>

</xsl:stylesheet>
