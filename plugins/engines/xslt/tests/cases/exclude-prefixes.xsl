<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="/"><o xmlns:q="urn:q" xmlns:r="urn:r" xsl:exclude-result-prefixes="q"><r:i/><xsl:copy-of select="//p:gebuehr[1]" copy-namespaces="no"/><xsl:element name="p:neu"/><xsl:element name="x" namespace="urn:x"><y/></xsl:element><xsl:attribute name="zu-spaet" select="1" use-when="false()"/></o></xsl:template>

</xsl:stylesheet>
