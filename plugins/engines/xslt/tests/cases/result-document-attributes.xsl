<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:result-document href="a.html" method="html" indent="no" include-content-type="no"><html><head><title>t</title></head><body><br/></body></html></xsl:result-document><xsl:result-document href="b.xml" method="xml" omit-xml-declaration="no" standalone="yes" doctype-system="b.dtd"><b/></xsl:result-document></o></xsl:template>
</xsl:stylesheet>
